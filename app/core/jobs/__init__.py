"""Long work: a row with state and progress, done by the consumer process."""
