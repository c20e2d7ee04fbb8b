"""The announcement board: who is told what, who has read it, and who has not."""
