"""Photos that people send: judged by content, made smaller, freed of what a camera wrote in."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

from app.core.errors import RuleViolation, TooLarge
from app.core.files.uploads import Upload, check_upload, file_name
from app.core.messages import message

ACCEPTED = ".jpg,.jpeg,.png,.webp"
KINDS = {"image/jpeg", "image/png", "image/webp"}
# The longer side, in pixels: for the screen and for the page of many.
FULL, SMALL = 1600, 480
# A picture of more is no photo of a phone: unpacked it would fill the memory.
MOST_PIXELS = 60_000_000
_QUALITY = 82
_QUALITY_OF_ATTACHMENT = 92
_FORMS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_WRITTEN_IN = {"exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop"}


@dataclass(frozen=True)
class Picture:
    """A photo as it is kept: two JPEG files of pixels and nothing else."""

    full: bytes
    small: bytes
    width: int
    height: int


def clean_picture(given: str, content: bytes) -> Picture:
    """The photo drawn anew. Place, time, device and comments are left behind.

    Raises RuleViolation for what is no photo, and for one that is too large.
    """
    name = file_name(given)
    if check_upload(name, content) not in KINDS:
        raise RuleViolation(
            message("“%(name)s” is no photo: JPEG, PNG and WebP are accepted.", name=name),
            field="photos",
        )
    try:
        drawn = _drawn(name, content)
        full = _within(drawn, FULL)
        small = _within(full, SMALL)
        return Picture(_jpeg(full), _jpeg(small), *full.size)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise RuleViolation(
            message("The photo “%(name)s” cannot be opened. Send it anew.", name=name),
            field="photos",
        ) from None


def without_place(file: Upload) -> Upload:
    """An attachment as it was sent, but a photo without what a camera wrote in: where and when it
    was taken is nothing for readers. Raises TooLarge for one of too many pixels.
    """
    form = _FORMS.get(file.media_type)
    if form is None:
        return file
    try:
        opened = Image.open(io.BytesIO(file.content))
        if not (opened.getexif() or _WRITTEN_IN & opened.info.keys()):
            return file
        _check_pixels(file.name, opened)
        turned = ImageOps.exif_transpose(opened)
        kept = io.BytesIO()
        plain = Image.new(turned.mode, turned.size)
        if turned.mode == "P":
            plain.putpalette(turned.getpalette() or [])
        plain.paste(turned)
        plain.save(kept, form, quality=_QUALITY_OF_ATTACHMENT)
        return Upload(file.name, file.media_type, kept.getvalue())
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        # What cannot be opened here shows nothing to anybody else either.
        return file


def _check_pixels(name: str, opened: Image.Image) -> None:
    if opened.width * opened.height > MOST_PIXELS:
        raise TooLarge(
            message("The photo “%(name)s” has too many pixels. Make it smaller.", name=name),
            field="photos",
        )


def _drawn(name: str, content: bytes) -> Image.Image:
    opened = Image.open(io.BytesIO(content))
    _check_pixels(name, opened)
    # A large JPEG is unpacked at once to the next size above the wished one; the rest is made
    # smaller where it lies: a copy of sixty million pixels would fill the memory.
    opened.draft("RGB", (FULL, FULL))
    opened.thumbnail((FULL, FULL), Image.Resampling.LANCZOS)
    return ImageOps.exif_transpose(opened)


def _within(picture: Image.Image, side: int) -> Image.Image:
    found = picture.copy()
    found.thumbnail((side, side), Image.Resampling.LANCZOS)
    return _plain(found)


def _plain(picture: Image.Image) -> Image.Image:
    """Pixels in the colours of screens, on white where the picture was transparent."""
    profile = picture.info.get("icc_profile")
    if picture.mode in ("RGBA", "LA", "PA", "P"):
        shown = picture.convert("RGBA")
        plain = Image.new("RGB", shown.size, "white")
        plain.paste(shown, mask=shown.getchannel("A"))
    else:
        plain = picture.convert("RGB")
        if profile and picture.mode == "RGB":
            plain = _in_screen_colours(plain, profile)
    plain.info.clear()
    return plain


def _in_screen_colours(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        screen = ImageCms.createProfile("sRGB")
        found = ImageCms.profileToProfile(picture, source, screen, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return picture
    return found if found is not None else picture


def _jpeg(picture: Image.Image) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return kept.getvalue()
