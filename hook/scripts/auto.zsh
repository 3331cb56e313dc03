
_pyenvkit_prompt () {
    _pyenvkit_auto
}

# The first look waits for the first prompt, which comes after all start-up
# files. What a subshell finds would be lost with it.
_pyenvkit_chpwd () {
    case $ZSH_SUBSHELL,$_pyenvkit_dir in
    0,start) ;;
    0,*) _pyenvkit_auto ;;
    esac
}

case $- in
*i*)
    _pyenvkit_dir=${_pyenvkit_dir:-start}
    typeset -ga precmd_functions chpwd_functions
    precmd_functions=("${precmd_functions[@]:#_pyenvkit_prompt}" _pyenvkit_prompt)
    chpwd_functions=("${chpwd_functions[@]:#_pyenvkit_chpwd}" _pyenvkit_chpwd) ;;
esac
