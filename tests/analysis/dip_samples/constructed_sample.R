# What R's package survey makes of the constructed sample of 2,471 referrals; printed in test_against_r.py.
# Rscript constructed_sample.R   (R 4.2.2, survey 4.1.1)
library(survey)
rows <- read.csv("constructed_sample.csv")
say <- function(what, found, design) {
  cat(sprintf("%s: %.10f, standard error %.10f, design effect %.10f\n", what, coef(found), SE(found), deff(found)))
}
weighted <- function(data) {
  known <- table(data$stratum)
  data$weight <- data$population / as.numeric(known[data$stratum])
  svydesign(id = ~1, strata = ~stratum, weights = ~weight, fpc = ~population, data = data)
}
whole <- weighted(rows)
say("told", svymean(~told, whole, deff = TRUE))
say("correct", svymean(~correct, weighted(rows[!is.na(rows$correct), ]), deff = TRUE))
say("consent", svymean(~consent, subset(whole, is_asked == 1), deff = TRUE))
asked <- svyratio(~consent, ~is_asked, whole)
cat(sprintf("consent as a ratio: %.10f, standard error %.10f\n", coef(asked), SE(asked)))
cat(sprintf("asked in all: %.10f\n", coef(svytotal(~is_asked, whole))))
