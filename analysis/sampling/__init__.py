"""Samples: how many to draw, from which strata, and a draw that another person can repeat from its record."""

from analysis.sampling.allocation import Allocation, StratumAllocation, allocate
from analysis.sampling.discovery import DiscoverySize, discovery_sample_size
from analysis.sampling.draw_order import ALGORITHM, fresh_seed, order_of_chance, random_start
from analysis.sampling.draws import draw_simple, draw_systematic
from analysis.sampling.frames import SamplingFrame, sampling_frame
from analysis.sampling.records import (
    DrawRecord,
    Exclusion,
    StratumDraw,
    draw_record_from_json,
    draw_record_to_json,
)
from analysis.sampling.redraws import drawn_rows, redraw
from analysis.sampling.sample_size import SampleSize, sample_size_for_proportion
from analysis.sampling.stratified_draws import draw_stratified
from analysis.sampling.stratified_size import StratifiedSampleSize, stratified_sample_size
from analysis.sampling.weights import DesignWeights, StratumWeight, design_weights

__all__ = [
    "ALGORITHM",
    "Allocation",
    "DesignWeights",
    "DiscoverySize",
    "DrawRecord",
    "Exclusion",
    "SampleSize",
    "SamplingFrame",
    "StratifiedSampleSize",
    "StratumAllocation",
    "StratumDraw",
    "StratumWeight",
    "allocate",
    "design_weights",
    "discovery_sample_size",
    "draw_record_from_json",
    "draw_record_to_json",
    "draw_simple",
    "draw_stratified",
    "draw_systematic",
    "drawn_rows",
    "fresh_seed",
    "order_of_chance",
    "random_start",
    "redraw",
    "sample_size_for_proportion",
    "sampling_frame",
    "stratified_sample_size",
]
