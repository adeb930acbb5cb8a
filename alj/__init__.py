"""The commands: the one place that composes the intake and the generator."""
