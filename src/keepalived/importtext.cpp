// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/importtext.h"

#include <algorithm>

namespace tandem::keepalived {

std::string secondsText(Duration duration)
{
    std::string text = std::to_string(std::chrono::duration<double>(duration).count());
    text.erase(text.find_last_not_of('0') + 1);
    return text.ends_with('.') ? text.substr(0, text.size() - 1) + " s" : text + " s";
}

std::string textOf(const std::vector<config::VirtualAddress> &addresses)
{
    std::vector<std::string> all;
    for (const auto &one : addresses)
        all.push_back(one.network.toString() + (one.dev.empty() ? "" : " dev " + one.dev) +
                      (one.label.empty() ? "" : " label " + one.label));
    std::ranges::sort(all);
    std::string text;
    for (const auto &one : all)
        text += (text.empty() ? "" : ", ") + one;
    return text.empty() ? "none" : text;
}

std::string textOf(std::vector<std::string> names)
{
    std::ranges::sort(names);
    std::string text;
    for (const auto &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text.empty() ? "none" : text;
}

std::string textOf(const config::Check &check)
{
    const auto what = check.kind == config::CheckKind::Script    ? check.script
                      : check.kind == config::CheckKind::Process ? "process " + check.process
                      : check.kind == config::CheckKind::File
                          ? "file " + check.file
                          : check.host.toString() + ":" + std::to_string(check.port);
    return what + " every " + secondsText(check.interval) + ", timeout " + secondsText(check.timeout) + ", fall " +
           std::to_string(check.fall) + ", rise " + std::to_string(check.rise) + ", weight " +
           std::to_string(check.weight) + (check.initFail ? ", init_fail" : "");
}

} // namespace tandem::keepalived
