// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/descriptor.h"
#include "base/result.h"

namespace tandem::net {

/// Hears from nfnetlink when the table "netdev tandem" comes and goes: a firewall that is loaded anew may flush
/// whatever tables there are (`flush ruleset`, the first line of many an nftables.conf).
class TableWatch
{
public:
    static Result<TableWatch> open();

    /// Readable when some table has changed.
    int fd() const { return m_socket.get(); }
    /// Reads what is queued. Whether the last that was heard of our table is that it went, or that somebody else made
    /// one of its name (or that is unknown, since news was lost).
    bool gone() noexcept;
    /// One's own transaction has just put it there: the news of it, however much there is, is no loss.
    void standsNow() noexcept;

private:
    /// `own`: a table that came is one's own.
    void read(bool own) noexcept;

    explicit TableWatch(Descriptor socket) : m_socket(std::move(socket)) {}

    Descriptor m_socket;
    bool m_gone = false;
    bool m_overrun = false; ///< news was lost since it was last set to false
};

} // namespace tandem::net
