# share.jq - a run as one document to hand in, and what such a document must be
#
#     jq -c --arg step pack --slurpfile env env.json --arg hide "HOST USER" \
#         -f share.jq raw.json               a run becomes a document
#     jq -c --arg step read --arg hide "" --argjson env null -f share.jq FILE
#                                            a document from elsewhere
#
# Both ways what comes out is built anew from the fields named here and checked:
# nothing else of a file from elsewhere gets any further. Times stay raw, a list a
# row. No path, host or user name is in it.

# What of the machine goes along: what explains a figure.
def of_machine: ["cpu", "architecture", "sockets", "threads_per_core",
    "cache_l1d", "cache_l2", "cache_l3", "memory_mib", "virtualisation",
    "cores_usable", "cores_online", "governor", "turbo", "aslr", "load_1min",
    "system", "kernel", "libc", "compiler", "flags", "python", "hyperfine",
    "revision", "tree", "utc"];

# --- packing ------------------------------------------------------------------

# Paths (not the / within a word, as in build/queue) and names of the owner.
def hidden: ($hide | split(" ") | map(select(length > 1))) as $names
    | gsub("(?<before>^|[^A-Za-z0-9._~/-]|-[A-Z])~?/[^ ]*"; "\(.before)(path)")
    | reduce $names[] as $name (.;
        gsub("\\b" + ($name | gsub("(?<c>[^A-Za-z0-9])"; "\\\(.c)")) + "\\b"; "(name)"));
def hide: if type == "string" then hidden | .[:300] else . end;

# What it was asked to do. What it found is not part of that: figures, how many turns
# make a block that is long enough here, and the machine's cores, which are in env.
def options: (.executions[0].records[0] // {})
    | del(.program, .elapsed_ns, .count, .result, .ns_per_update, .balance, .lost,
        .least, .most, .updates, .block, .cores, .online, .affinity, .quota, .decided)
    | to_entries | map("\(.key)=\(.value)") | join(" ");

def column(f): [.executions[] | f];

# A size that the bench found for this machine counts as one: n of them took t.
def pack:
    (.sizes // []) as $sizes
    | {
        mpbench: "shared run 1",
        run: (.run | hide), mode: (.mode // "unknown"), rounds,
        env: (($env[0] // {}) as $e | reduce of_machine[] as $k ({}; .[$k] = ($e[$k] | hide))),
        left_out: (.left_out // [] | length),
        rows: [.rows[] | select(.executions | length > 0)
            | . as $r
            | ([$sizes[] | select(.lesson == $r.lesson) | .n as $n
                | select($r.command | test("(^|[ =])\($n)( |$)")) | $n][0]) as $n
            | {
                lesson, variant: (.variant | hide), x: (.x | tostring), clock,
                command: .command, options: (options | hide), size: $n,
                round: column(.round), whole_ns: column(.whole_ns), inner_ns: column(.inner_ns),
                result: column(.records[0].result
                    | if type == "string" and test("^[0-9]{1,15} of [0-9]{1,15}$") then . else null end)
            }
            | if $n then .command |= gsub("(?<b>[ =])\($n)(?= |$)"; "\(.b){n}")
                | .options |= gsub("=\($n)(?= |$)"; "={n}") else . end]
    }
    | .executions = ([.rows[].round | length] | add // 0);

# --- checking -----------------------------------------------------------------

def bad($what): error("refused: \($what)");

def is_text($what; $most):
    if type != "string" then bad("\($what) is no text")
    elif length > $most then bad("\($what) is longer than \($most) letters")
    elif test("[\\p{Cc}\\p{Cf}]") then bad("\($what) has control characters")
    else . end;

def is_name($what):
    is_text($what; 80) | if test("[\"'`<>|\\\\]") then bad("\($what) has quotes or signs that no name has") else . end;

def is_whole($what; $least; $most):
    if type != "number" or . != floor or . < $least or . > $most
    then bad("\($what) is no whole number from \($least) to \($most)") else . end;

def is_time($what): if . == null then . else is_whole($what; 0; 1e15) end;

def is_list($what; $most; each):
    if type != "array" then bad("\($what) is no list")
    elif length > $most then bad("\($what) has more than \($most) entries")
    else map(each) end;

def is_object($what): if type != "object" then bad("\($what) is no object") else . end;

def row($i): "row \($i + 1)" as $w
    | is_object($w)
    | {
        lesson: (.lesson | is_name("\($w)'s lesson")),
        variant: (.variant | is_text("\($w)'s variant"; 80)),
        x: (.x | is_text("\($w)'s x"; 80)),
        clock: (.clock | if . == "whole" or . == "inner" then . else bad("\($w)'s clock is neither whole nor inner") end),
        command: (.command | is_text("\($w)'s command"; 400)),
        options: (.options | is_text("\($w)'s options"; 400)),
        size: (.size | if . == null then . else is_whole("\($w)'s size"; 1; 1e12) end),
        round: (.round | is_list("\($w)'s rounds"; 20000; is_whole("\($w)'s round"; 1; 1e6))),
        whole_ns: (.whole_ns | is_list("\($w)'s times"; 20000; is_time("\($w)'s time"))),
        inner_ns: (.inner_ns | is_list("\($w)'s inner times"; 20000; is_time("\($w)'s inner time"))),
        result: (.result | is_list("\($w)'s results"; 20000;
            if . == null then . else is_text("\($w)'s result"; 40) end))
    }
    | (.round | length) as $n
    | if [.whole_ns, .inner_ns, .result] | any(.[]; length != $n)
      then bad("\($w)'s lists differ in length") else . end;

def checked:
    is_object("the file")
    | if .mpbench != "shared run 1" then bad("not a shared run of mpbench") else . end
    | {
        mpbench, run: (.run | is_name("the run's name")),
        mode: (.mode | is_name("the mode")),
        rounds: (.rounds | is_whole("rounds"; 1; 1e6)),
        env: (.env | is_object("env") | . as $e | reduce of_machine[] as $k ({};
            .[$k] = ($e[$k] | if type == "string" then is_text("env's \($k)"; 300)
                elif . == null or type == "number" then . else bad("env's \($k) is neither text nor number") end))),
        left_out: (.left_out | is_whole("left_out"; 0; 1e6)),
        executions: (.executions | is_whole("executions"; 1; 1e7)),
        rows: (.rows | if type != "array" then bad("rows is no list")
            elif length > 5000 then bad("more than 5000 rows")
            else to_entries | map(.key as $i | .value | row($i)) end)
    }
    | if .executions != ([.rows[].round | length] | add // 0)
      then bad("cut off or changed: \([.rows[].round | length] | add // 0) executions instead of \(.executions)")
      elif (.rows | map([.lesson, .variant, .x]) | length != (unique | length))
      then bad("a row is there twice") else . end;

if $step == "pack" then pack else . end | checked
