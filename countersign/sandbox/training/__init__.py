"""The training chat: role-play with a simulated customer, over REST and a WebSocket."""
