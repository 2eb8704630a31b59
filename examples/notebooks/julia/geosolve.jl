# geosolve from Julia, by way of the package JSON. See docs/notebooks.md.
#
#   include("geosolve.jl")
#   session = Geosolve.Session()
#   Geosolve.ask(session, "solve", "tomahawk.yaml"; set = Dict("T" => 1.7))["search"]["orbits"]
#   close(session)
#   Geosolve.table("trace", "tomahawk.yaml")     # the main table: DataFrame(…) takes it
#
# The program is the one that the environment variable GEOSOLVE names, else geosolve on the PATH.
module Geosolve

import JSON
import DelimitedFiles

"""
What geosolve says of a mistake or a failure, with the exit status, the file:line:column or nothing, and the near spelling,
what is allowed, the next step, or nothing.
"""
struct GeosolveError <: Exception
    message::String
    exit::Int
    position::Union{String,Nothing}
    suggestion::Union{String,Nothing}
end

function GeosolveError(message::AbstractString, exit::Integer)
    found(m) = m === nothing ? nothing : String(m.match)
    first_line = first(split(message, '\n'))
    suggestion = nothing
    for pattern in (r"did you mean [^?]*\?", r"(?<=; )allowed: [^;]*", r"(?<=; )[^;]*$")
        suggestion = found(match(pattern, first_line))
        suggestion === nothing || break
    end
    GeosolveError(message, exit, found(match(r"\S+:\d+:\d+(?=:)", message)), suggestion)
end

Base.showerror(io::IO, e::GeosolveError) = print(io, "geosolve: ", e.message)

function program()
    found = get(() -> something(Sys.which("geosolve"), ""), ENV, "GEOSOLVE")
    isempty(found) && throw(GeosolveError("geosolve is not on the PATH; install it, or set the environment variable GEOSOLVE to its path", 1))
    found
end

"One process that answers questions until it is closed. What it says on standard error goes to Julia's."
mutable struct Session
    process::Base.Process
    count::Int
end

Session(; workers = 0) = Session(open(pipeline(`$(program()) serve-stdio --workers $workers`, stderr = stderr), "r+"), 0)

"The result of a command. A scenario is a Dict, YAML text of more than a line, or the name of a file."
function ask(s::Session, command, scenario; set = Dict(), all_images = false)
    s.count += 1
    request = Dict{String,Any}("id" => s.count, "command" => command, "set" => set, "all_images" => all_images)
    if scenario isa AbstractDict || occursin('\n', scenario)
        request["scenario"] = scenario
    else
        request["file"] = abspath(scenario)
    end
    line = try
        println(s.process, JSON.json(request))
        flush(s.process)
        readline(s.process)
    catch
        kill(s.process, Base.SIGKILL) # an interrupt: the answer under way would be taken for the next one
        rethrow()
    end
    isempty(line) && throw(GeosolveError("geosolve ended without an answer", 1))
    answer = JSON.parse(line)
    answer["ok"] && return answer["result"]
    throw(GeosolveError(answer["error"]["message"], answer["error"]["exit"]))
end

"""
The main table of a result as a NamedTuple of columns, with all digits. It is a table to DataFrames and Plots. An interrupt
ends the program.
"""
function table(command, scenario; set = Dict())
    text = scenario isa AbstractDict ? JSON.json(scenario) : occursin('\n', scenario) ? scenario : ""
    name = isempty(text) ? abspath(scenario) : "-"
    overrides = String[]
    for (path, value) in set
        push!(overrides, "--set", string(path, "=", JSON.json(value)))
    end
    out, err = IOBuffer(), IOBuffer()
    command_line = `$(program()) $command $name --format csv $overrides`
    process = run(pipeline(command_line; stdin = IOBuffer(text), stdout = out, stderr = err); wait = false)
    try
        wait(process)
    catch
        kill(process, Base.SIGKILL)
        rethrow()
    end
    if process.exitcode != 0
        throw(GeosolveError(replace(strip(String(take!(err))), r"^geosolve: " => ""), process.exitcode))
    end
    cells, names = DelimitedFiles.readdlm(IOBuffer(take!(out)), ',', Any; header = true)
    (; (Symbol(name) => identity.(cells[:, k]) for (k, name) in enumerate(vec(names)))...)
end

Base.close(s::Session) = (close(s.process.in); wait(s.process))

end
