from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from offhook.texting.images import RECEIVED, SENT, Kind, NotUsable, Wish, understand

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
pytestmark = pytest.mark.behaviour("X12")


def written(image: Image.Image, kind: str, **how: object) -> bytes:
    data = io.BytesIO()
    image.save(data, kind, **how)
    return data.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def photograph(size: tuple[int, int]) -> Image.Image:
    """Hard to compress, as photographs are."""
    return Image.effect_noise(size, 90).convert("RGB")


def png_of(width: int, height: int) -> bytes:
    """A PNG that says how large it is, and is next to nothing: a bomb where that is much."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    made = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + made


def test_a_photograph_is_turned_upright_shrunk_and_says_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Canary phone"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)  # GPS
    taken = Image.new("RGB", (2400, 1200), "red")
    taken.paste("blue", (0, 0, 1200, 1200))
    made = understand(written(taken, "JPEG", exif=exif, comment=b"canary"), SENT)
    assert (made.kind, made.width, made.height) == (Kind.JPEG, 800, 1600)
    again = opened(made.data)
    assert again.size == (800, 1600)
    assert not again.getexif()
    assert b"canary" not in made.data.lower()
    top, bottom = again.getpixel((400, 100)), again.getpixel((400, 1500))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[2] > 200 > bottom[2]


def test_however_large_it_fits() -> None:
    made = understand(written(photograph((1400, 1000)), "JPEG", quality=95), SENT)
    assert len(made.data) <= SENT.bytes
    assert opened(made.data).size == (made.width, made.height)
    kept = understand(written(photograph((500, 400)), "PNG"), RECEIVED)
    assert len(kept.data) <= RECEIVED.bytes


def test_what_is_seen_through_stays_so_and_what_carriers_do_not_show_becomes_jpeg() -> None:
    glass = Image.new("RGBA", (40, 30), (255, 0, 0, 40))
    for kind in ("PNG", "WEBP"):
        made = understand(written(glass, kind), SENT)
        assert made.kind is Kind.PNG
        assert opened(made.data).mode == "RGBA"
    assert understand(written(photograph((40, 30)), "WEBP"), SENT).kind is Kind.JPEG
    for mode in ("L", "P", "CMYK", "1"):
        assert understand(written(Image.new(mode, (8, 8)), "JPEG" if mode == "CMYK" else "GIF"), SENT).width == 8


def test_an_animation_stays_one_while_it_fits_and_is_its_first_frame_else() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    film = written(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100, comment=b"canary")
    made = understand(film, SENT)
    assert (made.kind, getattr(opened(made.data), "n_frames", 1)) == (Kind.GIF, 3)
    assert b"canary" not in made.data
    noise = [photograph((60, 60)).convert("P") for _ in range(6)]
    long = written(noise[0], "GIF", save_all=True, append_images=noise[1:])
    assert getattr(opened(understand(long, Wish(bytes=8000, side=1600)).data), "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "document"),
        (EICAR, "virus scanners"),
        (b"\xff\xd8\xff\xe0" + EICAR, "virus scanners"),
        (b"GIF89a/*<script>*/=1", "document"),
        (written(Image.new("RGB", (8, 8)), "PNG") + b"PK\x05\x06" + b"\0" * 18, "archive"),
        (written(Image.new("RGB", (8, 8)), "JPEG") + b"%PDF-1.7", "document"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
        (b"MZ" + b"\0" * 400, "no JPEG"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "damaged"),
        (written(photograph((300, 300)), "JPEG")[:4000], "damaged"),
        (b"\xff\xd8\xff" + b"\xff" * 100, "damaged"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "damaged"),
        (b"GIF89a", "damaged"),
        (png_of(60_000, 60_000), "million"),
        (png_of(30_000, 20), "strip"),
        (b"\xff" * 20_000_001, "20 MB"),
    ],
)
def test_what_is_no_picture_or_would_be_more_than_one_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(NotUsable, match=words):
        understand(data, SENT)
