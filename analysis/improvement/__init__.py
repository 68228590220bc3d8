"""How the chain from recommendation to impact is getting on."""

from analysis.improvement.figures import ChainFigures, RecommendationFigures, chain_figures

__all__ = ["ChainFigures", "RecommendationFigures", "chain_figures"]
