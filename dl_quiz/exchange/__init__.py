"""Other people's formats: questions read from them, and the course written for them."""
