"""The simple map: drawn by Qt alone, for when the web engine cannot start or keeps dying."""
