"""Files and folders: written whole, read and listed within bounds."""
