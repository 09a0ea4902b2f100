// SPDX-License-Identifier: GPL-3.0-or-later
#include "keepalived/conf.h"

#include <algorithm>

namespace tandem::keepalived {

std::uint8_t Conf::versionOf(const Instance &instance) const
{
    if (instance.family() == Family::V6)
        return 3;
    return instance.version != 0 ? instance.version : version;
}

bool Conf::isRefused() const
{
    return std::ranges::find(remarks, RemarkKind::Refused, &Remark::kind) != remarks.end();
}

std::string Conf::placeText(Place at) const
{
    return (at.file < files.size() ? files[at.file] : std::string()) + ":" + std::to_string(at.line);
}

} // namespace tandem::keepalived
