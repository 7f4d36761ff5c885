"""Pictures as they may be kept and sent: known by their content, made anew without what travels in them unseen.

A picture is decoded and written again, so that nothing of a file but its pixels is kept: no place where it was taken,
no thumbnail of what was cut away, nothing that another program would read as something else. Everything here blocks and
takes a processor for a while: one at a time, on a thread.
"""

from __future__ import annotations

import io
import warnings
from enum import StrEnum

from msgspec import Struct
from PIL import Image, ImageCms, ImageOps, ImageSequence, UnidentifiedImageError
from PIL.ImageFile import ImageFile

LARGEST = 20_000_000
"""Bytes of a file that is looked at: a phone's photographs have 12 MB at most."""
MOST_PIXELS = 64_000_000
"""Of a JPEG, which is decoded smaller than it is where it is large."""
MOST_PIXELS_WHOLE = 25_000_000
"""Of what has to be decoded whole: 100 MB of memory. Of an animation, all of its frames together."""
MOST_SIDES = 60
"""How many times longer than wide: what is beyond shows nothing, and is mostly made to break something."""
_FRAMES = 200
_QUALITIES = (85, 75, 62)
_SHRINK = 0.75
_LEAST_SIDE = 160

_HOSTILE = (b"<script", b"<html", b"<!doctype", b"<svg", b"<?php", b"%pdf-", b"standard-antivirus-test-file")
"""What no picture has in it, in small letters: another program would find a document of its own there."""
_ZIP_END, _ZIP_TAIL = b"PK\x05\x06", 66_000
"""The end of an archive, which may follow a picture (APPNOTE.TXT 4.3.16)."""


class Kind(StrEnum):
    """What a picture is, as its media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    GIF = "image/gif"
    WEBP = "image/webp"


class NotUsable(Exception):
    """It is no picture that is taken; the message says why, for people."""


class Wish(Struct, frozen=True):
    """How large a picture may be."""

    bytes: int
    side: int
    """Pixels of its longer side."""


SENT = Wish(bytes=500_000, side=1600)
"""Ten of them are the 5 MB that carriers take together."""
RECEIVED = Wish(bytes=2_500_000, side=2560)


class Picture(Struct, frozen=True):
    """A picture made anew."""

    kind: Kind
    data: bytes
    width: int
    height: int


def sniff(data: bytes) -> Kind:
    """What a file is, by its content.

    Raises:
        NotUsable: it is none of the pictures that are taken.
    """
    if not data:
        raise NotUsable("the file is empty")
    if len(data) > LARGEST:
        raise NotUsable(f"the picture has {len(data) / 1e6:.0f} MB, and {LARGEST // 1_000_000} MB are taken at most")
    lower = data.lower()
    if any(mark in lower for mark in _HOSTILE) or _ZIP_END in data[-_ZIP_TAIL:]:
        raise NotUsable(_document(lower))
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return Kind.GIF
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data[4:8] == b"ftyp":
        raise NotUsable("this is a HEIC picture or a film: save it as JPEG first")
    raise NotUsable("the file is no JPEG, PNG, GIF or WebP picture, whatever its name says")


def understand(data: bytes, wish: Wish) -> Picture:
    """Make a picture anew: upright, as large as it may be, without anything but its pixels.

    Raises:
        NotUsable: it is none that is taken, is damaged, or has more pixels than it should.
    """
    kind = sniff(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=[kind.name]) as opened:
                _check_size(opened, kind)
                if kind is Kind.GIF and getattr(opened, "is_animated", False):
                    animated = _animated(opened, wish)
                    if animated is not None:
                        return animated
                    opened.seek(0)
                return _still(opened, kind, wish)
    except NotUsable:
        raise
    except UnidentifiedImageError:
        raise NotUsable("the picture is damaged: it can't be opened") from None
    except Image.DecompressionBombError:
        raise NotUsable("the picture has far more pixels than anybody can see: hundreds of millions") from None
    except (OSError, ValueError, SyntaxError, IndexError, EOFError) as error:
        raise NotUsable("the picture is damaged: it ends too early, or is not what it says") from error


def _check_size(opened: ImageFile, kind: Kind) -> None:
    """Before anything is decoded: what it says of itself is in its first bytes."""
    width, height = opened.size
    most = MOST_PIXELS if kind is Kind.JPEG else MOST_PIXELS_WHOLE
    if width * height > most:
        raise NotUsable(
            f"the picture has {width} × {height} pixels, and {most // 1_000_000} million are taken at most: "
            "make it smaller"
        )
    if max(width, height) > MOST_SIDES * max(1, min(width, height)):
        raise NotUsable(f"the picture has {width} × {height} pixels: nothing can be seen in such a strip")


def _still(opened: ImageFile, kind: Kind, wish: Wish) -> Picture:
    if kind is Kind.JPEG:
        opened.draft("RGB", (wish.side, wish.side))  # decodes a half, a quarter or an eighth of it where that is enough
    image = _in_srgb(ImageOps.exif_transpose(opened))
    image.thumbnail((wish.side, wish.side), Image.Resampling.LANCZOS)
    seen_through = image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255)
    if kind is not Kind.JPEG and (seen_through or kind is not Kind.WEBP):
        data = _written(image, "PNG", optimize=True)
        if len(data) <= wish.bytes:
            return Picture(Kind.PNG, data, *image.size)
    return _as_jpeg(_on_white(image), wish)


def _as_jpeg(image: Image.Image, wish: Wish) -> Picture:
    """As good as it fits."""
    while True:
        for quality in _QUALITIES:
            data = _written(image, "JPEG", quality=quality, optimize=True, progressive=True)
            if len(data) <= wish.bytes:
                return Picture(Kind.JPEG, data, *image.size)
        if max(image.size) <= _LEAST_SIDE:
            raise NotUsable("the picture can't be made small enough")
        image = image.resize((max(1, round(image.width * _SHRINK)), max(1, round(image.height * _SHRINK))))


def _animated(opened: ImageFile, wish: Wish) -> Picture | None:
    """The whole animation, anew; None where it is too much: then its first frame is kept."""
    count = int(getattr(opened, "n_frames", 1))
    if count > _FRAMES or count * opened.width * opened.height > MOST_PIXELS_WHOLE or max(opened.size) > wish.side:
        return None
    frames, durations = [], []
    for frame in ImageSequence.Iterator(opened):
        durations.append(max(20, int(frame.info.get("duration", 100) or 100)))
        frames.append(_bare(frame.convert("RGBA")))
    data = _written(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=durations, loop=0, disposal=2)
    return Picture(Kind.GIF, data, *opened.size) if len(data) <= wish.bytes else None


def _in_srgb(image: Image.Image) -> Image.Image:
    """RGB, or RGBA where something may be seen through, in the colours that every screen shows."""
    profile = image.info.get("icc_profile")
    plain = image.convert("RGBA" if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info else "RGB")
    if profile and image.mode in {"RGB", "RGBA"}:
        try:
            converted = ImageCms.profileToProfile(
                plain, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            )
        except (ImageCms.PyCMSError, OSError, ValueError):  # a damaged profile: the colours are a little off
            converted = None
        plain = converted or plain
    return _bare(plain)


def _bare(image: Image.Image) -> Image.Image:
    """Without what else was in the file: comments, places, profiles."""
    image.info.clear()
    return image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _written(image: Image.Image, kind: str, **how: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **how)
    return written.getvalue()


def _document(lower: bytes) -> str:
    if b"standard-antivirus-test-file" in lower:
        return "the file is what virus scanners are tested with, and no picture"
    if b"<svg" in lower[:1024] or lower.lstrip().startswith(b"<svg"):
        return "this is an SVG drawing, which can hold programs: save it as PNG first"
    return "the file is a document or an archive, or has one in it: only pictures are taken"
