# geosolve from Julia, by way of the package JSON. See docs/notebooks.md.
#
#   include("geosolve.jl")
#   session = Geosolve.Session()
#   Geosolve.ask(session, "solve", "tomahawk.yaml"; set = Dict("T" => 1.7))["search"]["orbits"]
#   close(session)
#
# The program is the one that the environment variable GEOSOLVE names, else geosolve on the PATH.
module Geosolve

import JSON

"What geosolve says of a mistake or a failure, with the exit status and the file:line:column or nothing."
struct GeosolveError <: Exception
    message::String
    exit::Int
    position::Union{String,Nothing}
end

function GeosolveError(message::AbstractString, exit::Integer)
    at = match(r"(\S+:\d+:\d+):", message)
    GeosolveError(message, exit, at === nothing ? nothing : String(at.captures[1]))
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

Base.close(s::Session) = (close(s.process.in); wait(s.process))

end
