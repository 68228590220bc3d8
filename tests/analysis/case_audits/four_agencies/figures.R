# The figures of a case audit, worked out by R: `Rscript figures.R > figures.csv` in this folder.
#
# Needs R with the packages psych (cohen.kappa) and vcd (Kappa), which Debian has as r-cran-psych and r-cran-vcd.
# Krippendorff's alpha (2011, ordinal) and Gwet's AC2 (2014, quadratic weights) are written out below in base R, from
# their published definitions; what each is worked out from is constructed (this_audit.csv, last_audit.csv).

grades <- c("outstanding", "good", "requires_improvement", "inadequate")  # the best first
q <- length(grades)

show <- function(figure, name, value) cat(sprintf("%s,%s,%.10f\n", figure, name, value))

# --- the grades of each case and question, an agency to a column; NA where there is none
wide <- function(rows) {
  units <- unique(paste(rows$case, rows$question))
  agencies <- sort(unique(rows$agency))
  table <- matrix(NA_integer_, length(units), length(agencies), dimnames = list(units, agencies))
  table[cbind(paste(rows$case, rows$question), rows$agency)] <- match(rows$own, grades)
  table
}

# --- how often two grades of one case are at most so many steps apart
pairs_within <- function(table, steps) {
  agree <- all <- 0
  for (row in seq_len(nrow(table))) {
    given <- table[row, !is.na(table[row, ])]
    if (length(given) < 2) next
    apart <- abs(combn(given, 2)[1, ] - combn(given, 2)[2, ])
    agree <- agree + sum(apart <= steps)
    all <- all + length(apart)
  }
  c(agree, all)
}

# --- Gwet (2014), Handbook of Inter-Rater Reliability, 4th edition: AC2 for any number of raters with gaps
gwet_ac2 <- function(table) {
  weights <- 1 - outer(1:q, 1:q, function(k, l) ((k - l) / (q - 1))^2)
  counts <- t(apply(table, 1, function(row) tabulate(row[!is.na(row)], q)))
  given <- rowSums(counts)
  two <- given >= 2
  weighted <- counts %*% weights
  observed <- mean((rowSums(counts * (weighted - 1)) / (given * (given - 1)))[two])
  share <- colMeans((counts / given)[given >= 1, , drop = FALSE])
  expected <- sum(weights) / (q * (q - 1)) * sum(share * (1 - share))
  (observed - expected) / (1 - expected)
}

# --- Krippendorff (2011), Computing Krippendorff's alpha-reliability: ordinal differences
alpha_ordinal <- function(table) {
  counts <- t(apply(table, 1, function(row) tabulate(row[!is.na(row)], q)))
  counts <- counts[rowSums(counts) >= 2, , drop = FALSE]
  coincidences <- matrix(0, q, q)
  for (row in seq_len(nrow(counts))) {
    n <- counts[row, ]
    coincidences <- coincidences + (outer(n, n) - diag(n)) / (sum(n) - 1)
  }
  margins <- rowSums(coincidences)
  n <- sum(margins)
  delta <- matrix(0, q, q)
  for (c in 1:q) for (k in 1:q) {
    between <- margins[min(c, k):max(c, k)]
    delta[c, k] <- (sum(between) - (margins[c] + margins[k]) / 2)^2
  }
  1 - (n - 1) * sum(coincidences * delta) / sum(outer(margins, margins) * delta)
}

# --- Cohen's kappa with quadratic weights, by two packages that must agree
kappa_quadratic <- function(first, second) {
  counts <- table(factor(first, levels = 1:q), factor(second, levels = 1:q))
  by_psych <- psych::cohen.kappa(matrix(counts, q, q))$weighted.kappa
  by_vcd <- unname(vcd::Kappa(counts, weights = "Fleiss-Cohen")$Weighted[["value"]])
  stopifnot(abs(by_psych - by_vcd) < 1e-9)
  by_psych
}

wilson <- function(count, n) suppressWarnings(prop.test(count, n, correct = FALSE))$conf.int

# --- Newcombe (1998), method 10, from Wilson's limits
newcombe <- function(count1, n1, count2, n2) {
  p1 <- count1 / n1; p2 <- count2 / n2
  one <- wilson(count1, n1); two <- wilson(count2, n2)
  c(p1 - p2, p1 - p2 - sqrt((p1 - one[1])^2 + (two[2] - p2)^2), p1 - p2 + sqrt((one[2] - p1)^2 + (p2 - two[1])^2))
}

cat(sprintf("# %s; psych %s; vcd %s\n", R.version.string, packageVersion("psych"), packageVersion("vcd")))
cat("figure,name,value\n")

this <- read.csv("this_audit.csv", na.strings = "")
last <- read.csv("last_audit.csv", na.strings = "")
questions <- unique(this$question)
agencies <- sort(unique(this$agency))

show_agreement <- function(name, rows) {
  table <- wide(rows)
  for (steps in 0:1) {
    found <- pairs_within(table, steps)
    show(if (steps) "within one" else "exact", name, found[1] / found[2])
  }
  show("ac2", name, gwet_ac2(table))
  show("alpha", name, alpha_ordinal(table))
}
show_agreement("all", this)
for (question in questions) show_agreement(question, this[this$question == question, ])
for (two in combn(agencies, 2, simplify = FALSE)) {
  name <- paste(two, collapse = " and ")
  rows <- this[this$agency %in% two, ]
  show_agreement(name, rows)
  table <- wide(rows)
  table <- table[!is.na(table[, 1]) & !is.na(table[, 2]), ]
  show("kappa", name, kappa_quadratic(table[, two[1]], table[, two[2]]))
}

# --- the shift: own against moderated grades; up is towards the best
shift_of <- function(rows) {
  own <- match(rows$own, grades); moderated <- match(rows$moderated, grades)
  (own - moderated)[!is.na(own) & !is.na(moderated)]
}
sign_p <- function(steps) {
  up <- sum(steps > 0); down <- sum(steps < 0)
  if (up + down) binom.test(up, up + down)$p.value else NA
}
show_shift <- function(name, rows) {
  steps <- shift_of(rows)
  show("up", name, sum(steps > 0)); show("same", name, sum(steps == 0)); show("down", name, sum(steps < 0))
  show("mean shift", name, mean(steps))
  if (!is.na(sign_p(steps))) show("sign test", name, sign_p(steps))
}
show_shift("all", this)
own <- match(this$own, grades); moderated <- match(this$moderated, grades)
both <- !is.na(own) & !is.na(moderated)
show("shift kappa", "all", kappa_quadratic(own[both], moderated[both]))
show("shift ac2", "all", gwet_ac2(cbind(own, moderated)[both, ]))
for (agency in agencies) show_shift(agency, this[this$agency == agency, ])
for (question in questions) show_shift(question, this[this$question == question, ])
holm <- function(names, rows_of) {
  p <- sapply(names, function(name) sign_p(shift_of(rows_of(name))))
  adjusted <- p.adjust(p[!is.na(p)], "holm")
  for (name in names(adjusted)) show("adjusted sign test", name, adjusted[[name]])
}
holm(agencies, function(name) this[this$agency == name, ])
holm(questions, function(name) this[this$question == name, ])

# --- profiles: good or better, with Wilson's interval, and the median grade counted from the best, 0
show_profile <- function(name, grade) {
  given <- match(grade, grades); given <- given[!is.na(given)]
  limits <- wilson(sum(given <= 2), length(given))
  show("graded", name, length(given)); show("good or better", name, mean(given <= 2))
  show("good or better from", name, limits[1]); show("good or better to", name, limits[2])
  show("median lower", name, quantile(given, 0.5, type = 1)[[1]] - 1)
}
show_profile("all", this$own)
for (agency in agencies) show_profile(agency, this$own[this$agency == agency])
for (question in questions) show_profile(question, this$own[this$question == question])

# --- against the last audit, by moderated grades: one to a case and question
settled <- function(rows, question) {
  rows <- rows[rows$question == question, ]
  given <- match(rows$moderated[!duplicated(rows$case)], grades)
  given[!is.na(given)]
}
p <- numeric()
for (question in questions) {
  now <- settled(this, question); before <- settled(last, question)
  found <- newcombe(sum(now <= 2), length(now), sum(before <= 2), length(before))
  show("change", question, found[1]); show("change from", question, found[2]); show("change to", question, found[3])
  counts <- rbind(c(sum(now <= 2), sum(now > 2)), c(sum(before <= 2), sum(before > 2)))
  p[question] <- fisher.test(counts)$p.value
  show("fisher", question, p[question])
}
adjusted <- p.adjust(p, "holm")
for (question in questions) show("adjusted fisher", question, adjusted[[question]])
