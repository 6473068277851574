"""What was decided to make a journey easier: fixes with an owner and a day. Whether they worked is in insights."""
