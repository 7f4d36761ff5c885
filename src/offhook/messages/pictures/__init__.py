"""Pictures of messages: uploaded to be sent, or fetched from the carrier. What they show is in files."""
