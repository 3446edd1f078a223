"""What the widgets show, as plain data without widgets."""
