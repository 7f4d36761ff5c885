"""Telnyx beside calls: texts and numbers, over its API v2. Its calls are TeXML (`telephony/twiml`).

https://developers.telnyx.com/docs/messaging/messages/send-message
"""
