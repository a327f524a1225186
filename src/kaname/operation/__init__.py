"""Running Kaname on a machine: preparing, serving, the worker, backup, recovery, checks, measurements."""
