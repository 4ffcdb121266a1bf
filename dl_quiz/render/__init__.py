"""Rendering: a value gives something that Rich can print; nothing here prints."""
