"""What the interpreter knows: values, states, summaries, and how they are joined."""
