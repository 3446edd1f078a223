"""Reading and writing: foreign files in, the project file, exports out. Never computes."""
