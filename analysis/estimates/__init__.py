"""Estimates of a population from those who answered: proportions, means and medians, each with how sure it is."""

from analysis.estimates.exact import clopper_pearson_interval, hypergeometric_interval
from analysis.estimates.jeffreys import jeffreys_interval
from analysis.estimates.medians import (
    MedianInterval,
    OrdinalMedianInterval,
    median_interval,
    ordinal_median_interval,
)
from analysis.estimates.post_stratification import post_stratified_mean, post_stratified_proportion
from analysis.estimates.raking import raked_mean, raked_proportion
from analysis.estimates.strata import Stratum
from analysis.estimates.stratified import stratified_mean, stratified_proportion
from analysis.estimates.stratified_domains import DomainEstimate, domain_proportion
from analysis.estimates.stratified_estimate import StratifiedEstimate
from analysis.estimates.weighted import CellWeight, WeightedEstimate
from analysis.estimates.weights import EffectiveSampleSize, effective_sample_size
from analysis.number_summary import FiveNumbers, five_number_summary
from analysis.proportions import ProportionInterval, finite_population_interval, wilson_interval
from analysis.scales import OrdinalMedian, ordinal_median

__all__ = [
    "CellWeight",
    "DomainEstimate",
    "EffectiveSampleSize",
    "FiveNumbers",
    "MedianInterval",
    "OrdinalMedian",
    "OrdinalMedianInterval",
    "ProportionInterval",
    "StratifiedEstimate",
    "Stratum",
    "WeightedEstimate",
    "clopper_pearson_interval",
    "domain_proportion",
    "effective_sample_size",
    "finite_population_interval",
    "five_number_summary",
    "hypergeometric_interval",
    "jeffreys_interval",
    "median_interval",
    "ordinal_median",
    "ordinal_median_interval",
    "post_stratified_mean",
    "post_stratified_proportion",
    "raked_mean",
    "raked_proportion",
    "stratified_mean",
    "stratified_proportion",
    "wilson_interval",
]
