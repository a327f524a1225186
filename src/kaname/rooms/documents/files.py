"""The digest of an uploaded file, read in pieces."""

from __future__ import annotations

import hashlib

from django.core.files.base import File


def digest_of_upload(upload: File) -> str:
    """SHA-256 in hex; the file is left at its beginning."""
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
