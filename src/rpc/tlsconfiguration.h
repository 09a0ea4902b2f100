// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rpc/tlsidentity.h"

#include <QSslConfiguration>

namespace tandem::rpc {

/// TLS 1.3 only, both sides show a certificate, no authorities, no session tickets: what both ends of the API use.
QSslConfiguration tlsConfiguration(const TlsIdentity &identity);

} // namespace tandem::rpc
