"""The demo town: an invented German town, written in the formats and with the quirks of real life."""
