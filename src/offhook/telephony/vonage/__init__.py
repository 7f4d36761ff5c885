"""Calls over Vonage's Voice API (v1), whose documents are NCCOs. https://developer.vonage.com/en/voice/voice-api/overview"""
