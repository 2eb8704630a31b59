# Completion of geosolve in bash. Load it with: source <(geosolve completion bash)

_geosolve() {
    local IFS=$'\n' line more=:none current="${COMP_WORDS[COMP_CWORD]}"
    [[ $current == = ]] && current=''
    COMPREPLY=()
    while read -r line; do
        case $line in
        :*) more=$line ;;
        *) COMPREPLY+=("${line%%$'\t'*}") ;;
        esac
    done < <("${COMP_WORDS[0]}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    case $more in
    :files)
        compopt -o filenames 2>/dev/null
        COMPREPLY+=($(compgen -f -- "$current"))
        ;;
    :folders)
        compopt -o filenames 2>/dev/null
        COMPREPLY+=($(compgen -d -- "$current"))
        ;;
    esac
    if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]]; then
        compopt -o nospace 2>/dev/null
    fi
}

complete -F _geosolve geosolve
