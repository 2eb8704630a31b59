#compdef geosolve
# Completion of geosolve in zsh. Load it, after compinit, with: source <(geosolve completion zsh)

_geosolve() {
    local line more=:none word
    local -a described ends
    for line in "${(@f)$("${words[1]}" complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
        case $line in
        '') ;;
        :*) more=$line ;;
        *)
            word=${line%%$'\t'*}
            if [[ $word == *= ]]; then
                ends+=("$word")
            elif [[ $line == *$'\t'* ]]; then
                described+=("${word//:/\\:}:${line#*$'\t'}")
            else
                described+=("${word//:/\\:}")
            fi
            ;;
        esac
    done
    (( ${#described} )) && _describe -t values geosolve described
    (( ${#ends} )) && compadd -S '' -- "${ends[@]}"
    case $more in
    :files) _files ;;
    :folders) _files -/ ;;
    esac
}

# sourced, it registers itself; found by compinit in a file named _geosolve, it is called
if [[ ${zsh_eval_context[-1]} == loadautofunc ]]; then
    _geosolve "$@"
else
    compdef _geosolve geosolve
fi
