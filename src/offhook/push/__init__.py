"""Web push: what devices are told of missed calls and new voicemails while no page is open there."""
