"""The AI gateway: sells credits, spends them on chat completions, and rewards who invites others."""
