# geosolve from R, by way of jsonlite. See docs/notebooks.md.
#
#   source("geosolve.R")
#   geosolve("solve", "tomahawk.yaml", set = list(T = 1.7))$search$orbits     # the whole result, nested lists
#   geosolve_frame("trace", "tomahawk.yaml")                                  # its main table, a data frame
#   geosolve_run_all("tomahawk.yaml", "out")                                  # everything a scenario asks for
#   geosolve_all(list(list(command = "solve", file = "tomahawk.yaml", set = list(T = 1.5)), ...))
#
# A mistake is an error of class geosolve_error with exit, position (file:line:column) and suggestion:
#
#   tryCatch(geosolve("solve", "x.yaml"), geosolve_error = function(e) e$position)
#
# The program is the one that the environment variable GEOSOLVE names, else geosolve on the PATH.

geosolve_program <- function() {
  found <- Sys.getenv("GEOSOLVE", unset = Sys.which("geosolve"))
  if (!nzchar(found)) stop("geosolve is not on the PATH; install it, or set the environment variable GEOSOLVE to its path")
  unname(found)
}

# Runs the program; standard output is returned as lines, a failure is an error. The time limit is a week: with one, R
# ends the program when the user interrupts, which it does not do otherwise.
geosolve_run <- function(args, input = NULL, to = tempfile()) {
  err <- tempfile(); feed <- ""; keep <- !missing(to)
  on.exit(unlink(c(err, feed, if (!keep) to)))
  if (!is.null(input)) {
    feed <- tempfile()
    writeLines(enc2utf8(input), feed, useBytes = TRUE)
  }
  status <- system2(geosolve_program(), shQuote(args), stdout = to, stderr = err, stdin = feed, timeout = 7 * 24 * 3600)
  if (status != 0) {
    said <- sub("^geosolve: ", "", paste(readLines(err, warn = FALSE, encoding = "UTF-8"), collapse = "\n"))
    geosolve_stop(said, status)
  }
  if (!keep) readLines(to, warn = FALSE, encoding = "UTF-8")
}

# Raises what the program says of a mistake or a failure.
geosolve_stop <- function(message, exit) {
  stop(structure(class = c("geosolve_error", "error", "condition"),
                 list(message = message, call = NULL, exit = exit,
                      position = geosolve_match(message, "[^[:space:]]+:[0-9]+:[0-9]+"),
                      suggestion = geosolve_suggestion(message))))
}

geosolve_match <- function(text, pattern) {
  at <- regmatches(text, regexpr(pattern, text, perl = TRUE))
  if (length(at)) at else NA_character_
}

# The near spelling, else what is allowed, else the next step; NA where the message has none.
geosolve_suggestion <- function(message) {
  first <- sub("\n.*", "", message)
  for (pattern in c("did you mean [^?]*\\?", "(?<=; )allowed: [^;]*", "(?<=; )[^;]*$")) {
    found <- geosolve_match(first, pattern)
    if (!is.na(found)) return(found)
  }
  NA_character_
}

geosolve_set <- function(set) {
  values <- vapply(set, function(v) as.character(jsonlite::toJSON(v, auto_unbox = TRUE, digits = NA)), "")
  c(rbind(rep("--set", length(set)), sprintf("%s=%s", names(set), values)))
}

# A scenario is the name of a file, YAML text of more than a line, or a list.
geosolve_input <- function(scenario) {
  if (is.list(scenario)) return(list("-", jsonlite::toJSON(scenario, auto_unbox = TRUE, digits = NA)))
  if (grepl("\n", scenario)) list("-", scenario) else list(scenario, NULL)
}

# The result of a command as nested lists.
geosolve <- function(command, scenario, set = list()) {
  s <- geosolve_input(scenario)
  text <- geosolve_run(c(command, s[[1]], "--format", "json", geosolve_set(set)), s[[2]])
  jsonlite::fromJSON(text, simplifyDataFrame = FALSE)
}

# The main table of a result as a data frame, with all digits.
geosolve_frame <- function(command, scenario, set = list()) {
  s <- geosolve_input(scenario)
  text <- geosolve_run(c(command, s[[1]], "--format", "csv", geosolve_set(set)), s[[2]])
  utils::read.csv(text = text, stringsAsFactors = FALSE)
}

# Everything that a scenario asks for, figures and tables too, into the folder out; a data frame of what was written.
geosolve_run_all <- function(file, out, set = list()) {
  text <- geosolve_run(c("run", file, "--out", out, "--format", "json", geosolve_set(set)))
  jsonlite::fromJSON(text)$outputs
}

# Many questions to one process: a list of requests, each list(command =, scenario = or file =, set = list()).
# The results in their order; the first mistake is an error.
geosolve_all <- function(requests) {
  for (i in seq_along(requests)) requests[[i]]$id <- i
  lines <- vapply(requests, function(q) as.character(jsonlite::toJSON(q, auto_unbox = TRUE, digits = NA)), "")
  answers <- lapply(geosolve_run("serve-stdio", lines), jsonlite::fromJSON, simplifyDataFrame = FALSE)
  lapply(answers, function(a) if (a$ok) a$result else geosolve_stop(a$error$message, a$error$exit))
}
