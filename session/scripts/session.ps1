# Makes PowerShell use an environment of Python, behind the profiles of the user. In
# the constrained language of AppLocker no method may be called, so what the code
# does is done by commands alone. No double quotes: this is an argument.
& {
    $code, $bin = $env:_PYENVKIT_CODE, $env:_PYENVKIT_BIN
    Remove-Item -LiteralPath Env:_PYENVKIT_CODE
    Remove-Item -LiteralPath Env:_PYENVKIT_BIN
    if ($ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage') {
        Invoke-Expression $code
        return
    }

    New-Variable -Name _OLD_VIRTUAL_BIN -Scope Global -Force -Value $bin
    $path = @($env:PATH -split ';' | Where-Object { $_ -ne $bin })
    $env:PATH = (@($bin) + $path) -join ';'
    if (-not $env:VIRTUAL_ENV_DISABLE_PROMPT) {
        function global:_OLD_VIRTUAL_PROMPT { '' }
        Copy-Item -LiteralPath Function:prompt -Destination Function:_OLD_VIRTUAL_PROMPT
        function global:prompt {
            Write-Host -NoNewline -ForegroundColor Green ('(' + $env:VIRTUAL_ENV_PROMPT + ') ')
            _OLD_VIRTUAL_PROMPT
        }
    }
    function global:deactivate([Switch] $NonDestructive) {
        $bin = Get-Variable -Name _OLD_VIRTUAL_BIN -Scope Global -ValueOnly
        $env:PATH = @($env:PATH -split ';' | Where-Object { $_ -ne $bin }) -join ';'
        Remove-Item -LiteralPath Env:VIRTUAL_ENV -ErrorAction SilentlyContinue
        Remove-Item -LiteralPath Env:VIRTUAL_ENV_PROMPT -ErrorAction SilentlyContinue
        if (Test-Path -LiteralPath Function:_OLD_VIRTUAL_PROMPT) {
            Copy-Item -LiteralPath Function:_OLD_VIRTUAL_PROMPT -Destination Function:prompt
            Remove-Item -LiteralPath Function:_OLD_VIRTUAL_PROMPT
        }
        Remove-Variable -Name _OLD_VIRTUAL_BIN -Scope Global -Force
        if (-not $NonDestructive) {
            Remove-Item -LiteralPath Function:deactivate
        }
    }
}
