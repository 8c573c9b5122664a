"""The media type of a file, told by its name."""

import mimetypes
from os.path import splitext

_UNKNOWN = "application/octet-stream"


def guessed_media_type(name: str) -> str:
    """The type that `mimetypes` knows for the name's extension, else "application/octet-stream".

    A type that the program adds to `mimetypes` counts from then on.
    """
    if mimetypes.inited and ":" not in name:
        extension = splitext(name)[1]
        lowered = extension.lower()
        # `guess_type` takes the name for a URL first; one that is none and is not coded ends in this same look.
        if extension not in mimetypes.encodings_map and lowered not in mimetypes.suffix_map:
            return mimetypes.types_map.get(lowered, _UNKNOWN)
    return mimetypes.guess_type(name)[0] or _UNKNOWN
