# shellcheck shell=bash disable=SC2154 # helper.bash sets root and build

# hard SCRIPT ARGUMENT...: its last line says how much was tried
hard() {
    run env BUILD="$build" "$root/tests/$1" "${@:2}"
    echo "$output"
    [ "$status" = 0 ]
    echo "# ${lines[-1]}" >&3
}
