"""What the program can do: session, commands, use cases. The window and the command line call only this."""
