# geosolve from R, by way of jsonlite. See docs/notebooks.md.
#
#   source("geosolve.R")
#   r <- geosolve("solve", "tomahawk.yaml", set = list(T = 1.7))
#   geosolve_frame("trace", "tomahawk.yaml")            # a data frame
#   geosolve_all(list(list(command = "solve", file = "tomahawk.yaml", set = list(T = 1.5)), ...))
#
# The program is the one that the environment variable GEOSOLVE names, else geosolve on the PATH.

geosolve_program <- function() {
  found <- Sys.getenv("GEOSOLVE", unset = Sys.which("geosolve"))
  if (!nzchar(found)) stop("geosolve is not on the PATH; install it, or set the environment variable GEOSOLVE to its path")
  unname(found)
}

# Runs the program; standard output is returned, a failure is an error of class geosolve_error with the exit status.
geosolve_run <- function(args, input = NULL) {
  out <- tempfile(); err <- tempfile(); feed <- ""
  on.exit(unlink(c(out, err, feed)))
  if (!is.null(input)) {
    feed <- tempfile()
    writeLines(enc2utf8(input), feed, useBytes = TRUE)
  }
  status <- system2(geosolve_program(), shQuote(args), stdout = out, stderr = err, stdin = feed)
  if (status != 0) {
    said <- sub("^geosolve: ", "", paste(readLines(err, warn = FALSE, encoding = "UTF-8"), collapse = "\n"))
    stop(structure(class = c("geosolve_error", "error", "condition"),
                   list(message = said, call = NULL, exit = status, position = geosolve_position(said))))
  }
  readLines(out, warn = FALSE, encoding = "UTF-8")
}

# The file:line:column of a message, NA where it has none.
geosolve_position <- function(message) {
  at <- regmatches(message, regexpr("[^[:space:]]+:[0-9]+:[0-9]+", message))
  if (length(at)) at else NA_character_
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

# Many questions to one process: a list of requests, each list(command =, scenario = or file =, set = list()).
# An answer is list(ok =, result = or error =).
geosolve_all <- function(requests) {
  for (i in seq_along(requests)) requests[[i]]$id <- i
  lines <- vapply(requests, function(q) as.character(jsonlite::toJSON(q, auto_unbox = TRUE, digits = NA)), "")
  lapply(geosolve_run("serve-stdio", lines), jsonlite::fromJSON, simplifyDataFrame = FALSE)
}
