
# Has the program say what is to be done, if the directory is another one.
_pyenvkit_auto () {
    case ${PWD-} in "$_pyenvkit_dir") \return 0 ;; esac
    case $_pyenvkit_dir in
    start) \set -- --auto=start ;;
    *) \set -- --auto ;;
    esac
    _pyenvkit_dir=${PWD-}
    _pyenvkit_eval activate --hooked {{shell}} "$@" || :
}
