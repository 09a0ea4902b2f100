// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/notifyscript.h"

#include "config/commandline.h"
#include "generate/shell.h"

#include <algorithm>

namespace tandem::generate {

namespace {

/// One of those that call it is MASTER: sync groups, and the instances that are in none.
std::string callersOf(const config::Cluster &cluster)
{
    std::string names;
    for (const auto &group : cluster.syncGroups)
        names += (names.empty() ? "" : " || ") + ("is_master " + shellWord("GROUP-" + group.name));
    for (const auto &instance : cluster.instances) {
        const bool grouped = std::ranges::any_of(cluster.syncGroups, [&](const config::SyncGroup &group) {
            return std::ranges::find(group.members, instance.name) != group.members.end();
        });
        if (!grouped)
            names += (names.empty() ? "" : " || ") + ("is_master " + shellWord("INSTANCE-" + instance.name));
    }
    return names;
}

std::string setMode(const Input &input)
{
    const auto &maxscale = *input.cluster.maxscale;
    return "run=" + shellWord(input.runDirectory) + "\n" +
           shellRequest(maxscale, maxscale.adminUser.empty() ? maxscale.user : maxscale.adminUser,
                        input.directory + "/notify.password", "2") +
           "is_master() { [ \"$(cat \"$run/$1\" 2>/dev/null)\" = MASTER ]; }\n"
           "wanted() {\n"
           "    if " +
           callersOf(input.cluster) +
           "; then echo false; else echo true; fi\n"
           "}\n"
           "mode() {\n"
           "    answer=$(request GET /v1/maxscale) || return 1\n"
           "    [ \"${answer##*\"$newline\"}\" = 200 ] || return 1\n"
           "    case $(printf '%s' \"$answer\" | tr -d ' \\n') in\n"
           "    *'\"passive\":true'*) echo true ;;\n"
           "    *'\"passive\":false'*) echo false ;;\n"
           "    *) return 1 ;;\n"
           "    esac\n"
           "}\n"
           "mkdir -p \"$run\" || exit 1\n"
           "# The state first, then the lock: whoever comes last to the lock sees the newest of all states.\n"
           "printf '%s\\n' \"$state\" >\"$run/.$type-$name.$$\" || exit 1\n"
           "mv -f \"$run/.$type-$name.$$\" \"$run/$type-$name\" || exit 1\n"
           "exec 9>\"$run/.lock\"\n"
           "flock -w 60 9 || exit 1\n"
           "result=1\n"
           "try=0\n"
           "while [ \"$try\" -lt 10 ]; do\n"
           "    try=$((try + 1))\n"
           "    want=$(wanted)\n"
           "    # Read before and after: a request that was not answered may have been obeyed. sync=false: with\n"
           "    # config_sync the mode of this MaxScale would become that of all.\n"
           "    if [ \"$(mode)\" != \"$want\" ]; then\n"
           "        request PATCH '/v1/maxscale?sync=false' \\\n"
           "            '{\"data\":{\"attributes\":{\"parameters\":{\"passive\":'\"$want\"'}}}}' >/dev/null\n"
           "    fi\n"
           "    if [ \"$(mode)\" = \"$want\" ]; then\n"
           "        result=0\n"
           "        break\n"
           "    fi\n"
           "    sleep 1\n"
           "done\n"
           "exec 9>&-\n"
           "[ \"$result\" = 0 ] || logger -t keepalived-notify \"MaxScale did not take passive=$want\"\n";
}

} // namespace

std::string notifyScript(const Input &input)
{
    const auto &cluster = input.cluster;
    std::string text = "#!/bin/sh\n"
                       "# Keepalived calls it: GROUP|INSTANCE NAME STATE PRIORITY\n"
                       "set -u\n"
                       "umask 077\n"
                       "type=${1-}\n"
                       "name=${2-}\n"
                       "state=${3-}\n"
                       "case $type in\n"
                       "GROUP | INSTANCE) ;;\n"
                       "*) exit 1 ;;\n"
                       "esac\n"
                       "case $state in\n"
                       "MASTER | BACKUP | FAULT | STOP | DELETED) ;;\n"
                       "*) exit 1 ;;\n"
                       "esac\n";
    if (cluster.maxscale && cluster.maxscale->mode == config::Mode::Passive)
        text += setMode(input);
    else
        text += "result=0\n";
    // Word by word: the cluster file's commands know no variable and no pattern.
    const auto words = config::splitCommand(cluster.notifyScript);
    if (!cluster.notifyScript.empty() && words) {
        for (const auto &word : *words)
            text += shellWord(word) + " ";
        text += "\"$@\" || result=1\n";
    }
    return text + "exit \"$result\"\n";
}

} // namespace tandem::generate
