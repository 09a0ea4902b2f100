// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/input.h"

namespace tandem::generate {

std::optional<std::string> Input::secretOf(const std::string &written, const std::string &file) const
{
    if (!written.empty())
        return written;
    const auto found = secrets.find(file);
    return file.empty() || found == secrets.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> Input::readerPassword() const
{
    return cluster.maxscale ? secretOf(cluster.maxscale->password, cluster.maxscale->passwordFile) : std::nullopt;
}

std::optional<std::string> Input::writerPassword() const
{
    if (!cluster.maxscale)
        return std::nullopt;
    const auto &maxscale = *cluster.maxscale;
    const bool own = !maxscale.adminPassword.empty() || !maxscale.adminPasswordFile.empty();
    return own ? secretOf(maxscale.adminPassword, maxscale.adminPasswordFile) : readerPassword();
}

} // namespace tandem::generate
