// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/descriptor.h"

#include <optional>
#include <string>
#include <string_view>

namespace tandem::guard {

/// Tells the service manager how things are (sd_notify(3)): $NOTIFY_SOCKET and $WATCHDOG_USEC. Without them it does
/// nothing. Never waits.
class Notifier
{
public:
    /// Reads the environment and takes the variables out of it: they are not for children.
    Notifier();

    void ready() { send("READY=1\nSTATUS=The engine runs."); }
    void reloading();
    void status(std::string_view text);
    void stopping() { send("STOPPING=1"); }
    void alive() { send("WATCHDOG=1"); }
    /// How often alive() is to be said: half of what the manager allows.
    std::optional<Duration> watchdog() const { return m_watchdog; }

private:
    void send(std::string_view text);

    std::string m_path; ///< "@name" for an abstract one
    Descriptor m_socket;
    std::optional<Duration> m_watchdog;
};

} // namespace tandem::guard
