"""The words of the trade: tables, kinds, standards, programmes, findings, networks, units, progress."""
