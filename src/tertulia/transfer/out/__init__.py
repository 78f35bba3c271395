"""Ways out other than the exchange file: one module of the same shape each, one line each."""

from tertulia.transfer.out import atom, commento, disqus, isso, jsonfeed, wxr
from tertulia.transfer.out.shape import Way

WAYS: dict[str, Way] = {each.NAME: each for each in (wxr, disqus, commento, isso, atom, jsonfeed)}
