# Completion of geosolve in fish. Load it with: geosolve completion fish | source

function __geosolve_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l current (commandline -ct)
    for line in ($words[1] complete -- $words[2..-1] 2>/dev/null)
        switch $line
            case ':files'
                __fish_complete_path $current
            case ':folders'
                __fish_complete_directories $current
            case ':none'
            case '*'
                echo $line
        end
    end
end

complete -c geosolve -k -f -a '(__geosolve_complete)'
