"""Health of the installation and the state of long work."""
