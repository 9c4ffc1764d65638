"""Import this before numpy: products as small as ours gain nothing from threads.

They lose: idle threads spin, which multiplies the processor time of a picture, and a locked-down worker may
not start any. The linear algebra library reads the variable when numpy loads it; a value that is already
set wins. Standard library only.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
