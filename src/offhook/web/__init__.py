"""The HTTP API: `/api/v1`, bearer keys, problem details, and the live stream. Rules live in the services."""
