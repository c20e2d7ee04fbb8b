"""The bell and letters: what a person is told, exactly once, in the product and by e-mail."""
