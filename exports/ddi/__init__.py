"""DDI-Codebook 2.6: a round described for archives and catalogues, with the figures that its report shows."""

from exports.ddi.writer import ddi_bytes, write_ddi

__all__ = ["ddi_bytes", "write_ddi"]
