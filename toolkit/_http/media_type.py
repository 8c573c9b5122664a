"""Media types and the parameters of header fields (RFC 9110 sections 5.6.6 and 8.3.1)."""

import re

# A parameter is a token, "=", and a token or a quoted string; browsers leave backslashes in quoted file names as they are.
_PARAMETER = re.compile(r';\s*([^\s=;]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^;]*))')
