"""The embedded map: own URL scheme, the one door between page and program, the view."""
