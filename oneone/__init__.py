"""oneone: sales 1:1s in the notebook that manager and rep already share."""
